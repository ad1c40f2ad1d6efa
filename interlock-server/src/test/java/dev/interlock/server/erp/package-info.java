/** Tests of the ERP, mostly against its process. */
@NullMarked
package dev.interlock.server.erp;

import org.jspecify.annotations.NullMarked;
