import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout} from "node:timers/promises";

import {browserMonitor, heapFlags, isMobile, nodeMonitor, sizesFor} from "./heap_monitor.mjs";
import {spawnSync} from "node:child_process";

test("under Node everything is given back above 85 %, and then the collector is called", () => {
  const calls = [];
  const heap = {heapUsed: 85, heapTotal: 100};
  const monitor = nodeMonitor([() => calls.push("a"), () => calls.push("b")], {read: () => heap, gc: () => calls.push("gc")});
  assert.equal(monitor.look(), 0.85);
  assert.deepEqual(calls, []);
  heap.heapUsed = 86;
  assert.equal(monitor.look(), 0.86);
  assert.deepEqual(calls, ["a", "b", "gc"]);
  assert.deepEqual([monitor.looks, monitor.collections], [2, 1]);
  nodeMonitor([], {read: () => heap, gc: undefined}).look();  // a program without a collector to call
});

test("a browser gives back one thing at a time above 80 %", () => {
  const calls = [];
  const performance = {memory: {usedJSHeapSize: 80, totalJSHeapSize: 100}};
  const monitor = browserMonitor([() => calls.push("a"), () => calls.push("b")], {performance});
  monitor.look();
  assert.deepEqual(calls, []);
  performance.memory.usedJSHeapSize = 81;
  for (let i = 0; i < 3; ++i) monitor.look();
  assert.deepEqual(calls, ["a", "b", "a"]);
});

test("a browser that does not tell has no monitor", () => {
  assert.equal(browserMonitor([], {performance: {}}), null);
  assert.equal(browserMonitor([]), null);  // Node's performance has no memory either
});

test("it looks again and again until it is stopped", async () => {
  const monitor = nodeMonitor([], {read: () => ({heapUsed: 1, heapTotal: 100}), everyMs: 1});
  monitor.start();
  monitor.start();
  while (monitor.looks < 3) await setTimeout(1);
  monitor.stop();
  const {looks} = monitor;
  await setTimeout(5);
  assert.equal(monitor.looks, looks);
});

test("mobile devices get half, but not less than 8 and 512", () => {
  const phone = {userAgent: "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Mobile Safari/537.36"};
  const desk = {userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"};
  const sizes = {batch: 32, buffer: 4096};
  assert.deepEqual(sizesFor(phone, sizes), {batch: 16, buffer: 2048});
  assert.deepEqual(sizesFor(desk, sizes), sizes);
  assert.deepEqual(sizesFor(phone, {batch: 9, buffer: 600}), {batch: 8, buffer: 512});
  assert.equal(isMobile({userAgentData: {mobile: true}, userAgent: ""}), true);
  assert.equal(isMobile(undefined), false);
});

test("Node takes the flags", () => {
  const child = spawnSync(process.execPath, [...heapFlags, "-p", "v8.getHeapStatistics().heap_size_limit"], {encoding: "utf8"});
  assert.equal(child.status, 0, child.stderr);
  assert.ok(Number(child.stdout) >= 4096 * 2 ** 20);
});
