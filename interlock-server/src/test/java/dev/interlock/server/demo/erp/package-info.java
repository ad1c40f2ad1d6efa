/** Tests of the ERP, mostly against its process. */
@NullMarked
package dev.interlock.server.demo.erp;

import org.jspecify.annotations.NullMarked;
