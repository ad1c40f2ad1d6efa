/** Tests of the ERP, mostly against its process. */
@NullMarked
package dev.interlock.demo.erp;

import org.jspecify.annotations.NullMarked;
