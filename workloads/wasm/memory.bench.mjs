// Memory of the runtime under Node, in processes of their own.
//
// wasm/memory/start: what it takes until agents answer, beyond a bare Node. memory_bytes is what the process grew by and
// the whole linear memory; what of that was touched is in both, so it is rather too much. The arm `eager` loads the
// modules of all tiers at the start.
// wasm/memory/growth: by how much memory grows in an hour of load, which is run as fast as it goes.
import {processes} from "./ordinary_node.mjs";

const benchmark = ({figures, unit, kind, script, argv = [], ...declared}) => ({
  ...declared, clock: "wall", freshProcess: true,
  make: (context) => processes(context, script, [context.folder.href ?? context.folder, context.variant, ...argv],
    {check: ({problem}) => problem, names: figures}),
  metrics: figures.map((name) => ({name, unit, kind})),
});

const start = {name: "wasm/memory/start", figures: ["memory_bytes", "resident_bytes", "linear_bytes"], unit: "B", kind: "bytes", script: "memory_start.mjs"};

export default [
  benchmark({...start, argv: ["lazy"]}),
  benchmark({...start, impl: "eager", argv: ["eager"]}),
  benchmark({name: "wasm/memory/growth", figures: ["resident_growth", "live_growth"], unit: "B/h", kind: "count", script: "memory_soak.mjs"}),
];
