// The JavaScript heap of a busy program under Node, in processes of their own: as it is, with the flags for large heaps,
// and with the monitor that looks how full it is. gc_ns is what the collector had of one run, look_ns what one look took.
import {heapFlags} from "./heap_monitor.mjs";
import {processes} from "./ordinary_node.mjs";

const benchmark = (arm, argv, flags) => ({
  name: "wasm/heap", ...arm, clock: "wall", freshProcess: true,
  make: (context) => processes(context, "heap_churn.mjs", argv, {check: ({problem}) => problem, names: ["gc_ns", "look_ns"], flags}),
  metrics: ["gc_ns", "look_ns"].map((name) => ({name, unit: "ns", kind: "time"})),
});

export default [
  benchmark({}, ["watched"], heapFlags),
  benchmark({impl: "unwatched"}, [], heapFlags),
  benchmark({impl: "default"}, [], []),
];
