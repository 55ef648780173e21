#!/usr/bin/env node
// The suite in a browser, beside the suite under Node: see node/browser.mjs.
import {browserMain} from "./node/browser.mjs";

process.exitCode = await browserMain(new URL(".", import.meta.url), process.argv.slice(2));
