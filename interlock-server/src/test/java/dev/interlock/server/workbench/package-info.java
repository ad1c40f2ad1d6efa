/** Tests of what tries bundles out. */
@NullMarked
package dev.interlock.server.workbench;

import org.jspecify.annotations.NullMarked;
