// economics.wasm: the token ledger and its fees as a module for JavaScript; economics.mjs is what a caller uses.
// Amounts are whole numbers below 2^63.
#include <emscripten/emscripten.h>

#include "workloads/daa/tokens.h"

using namespace workloads::daa;

extern "C" {

EMSCRIPTEN_KEEPALIVE Tokens* economics_new() { return new Tokens; }
EMSCRIPTEN_KEEPALIVE void economics_delete(Tokens* tokens) { delete tokens; }

// All ones where the balance is refused.
EMSCRIPTEN_KEEPALIVE AccountId economics_open(Tokens* tokens, Amount balance) {
  return tokens->ledger().open(balance).value_or(~AccountId{});
}
// All ones where there is no such account.
EMSCRIPTEN_KEEPALIVE Amount economics_balance(const Tokens* tokens, AccountId account) {
  return tokens->ledger().balance(account).value_or(~Amount{});
}
// 0 where it was done, else the place of the reason in Refusal.
EMSCRIPTEN_KEEPALIVE int economics_perform(Tokens* tokens, AccountId from, AccountId to, Amount amount, int operation,
                                           int priority) {
  return int(tokens->perform({{from, to, amount}, Operation(operation), Priority(priority)}));
}
EMSCRIPTEN_KEEPALIVE Amount economics_supply(const Tokens* tokens) { return tokens->ledger().supply(); }
EMSCRIPTEN_KEEPALIVE Amount economics_audit(const Tokens* tokens) { return tokens->ledger().audit(); }

}  // extern "C"
