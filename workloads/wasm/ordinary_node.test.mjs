import assert from "node:assert/strict";
import {test} from "node:test";

import {ordinaryNode} from "./ordinary_node.mjs";

test("why a script failed is what it threw, and not what Node writes below", () => {
  assert.throws(() => ordinaryNode({variant: "scalar"}, "nowhere.mjs"), /^Error: nowhere\.mjs: Error: Cannot find module .*nowhere\.mjs'$/);
});
