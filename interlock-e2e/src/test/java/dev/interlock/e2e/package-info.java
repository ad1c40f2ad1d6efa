/**
 * The whole of it: real MCP clients, the real gateway, the ERP's process with its database behind it. What happened is read
 * from the ledger, and what was done from the database of the ERP.
 */
@NullMarked
package dev.interlock.e2e;

import org.jspecify.annotations.NullMarked;
