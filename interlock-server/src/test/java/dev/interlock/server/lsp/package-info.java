@NullMarked
package dev.interlock.server.lsp;

import org.jspecify.annotations.NullMarked;
