/** Canonical JSON (RFC 8785): one byte sequence for one value, for ledger leaves and for digests of arguments. */
@NullMarked
package dev.interlock.ledger.json;

import org.jspecify.annotations.NullMarked;
