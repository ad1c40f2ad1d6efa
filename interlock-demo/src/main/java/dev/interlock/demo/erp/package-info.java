/**
 * A small ERP behind MCP: vendors, invoices and payments in a SQLite file of its own, offered as tools by a process of its
 * own. It is what the demo and the end-to-end tests protect, and it knows nothing of Interlock: it checks what an ERP
 * checks (known ids, matching amounts, nothing released twice) and leaves who may do what with what to others.
 */
@NullMarked
package dev.interlock.demo.erp;

import org.jspecify.annotations.NullMarked;
