/** What the gateway costs on the way of a call: beside the call without it, and beside a relay that decides nothing. */
@NullMarked
package dev.interlock.bench.gateway;

import org.jspecify.annotations.NullMarked;
