/** The pages of the console: each queries the API, builds a model from the answer, and renders it with a template. */
@NullMarked
package dev.interlock.server.console.page;

import org.jspecify.annotations.NullMarked;
