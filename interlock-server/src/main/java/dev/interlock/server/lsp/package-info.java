/** The language server: diagnostics, hover and completion for the files of bundles. */
@NullMarked
package dev.interlock.server.lsp;

import org.jspecify.annotations.NullMarked;
