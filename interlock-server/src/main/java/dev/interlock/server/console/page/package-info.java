/** The pages of the console: each asks the API, makes a model of what it answers, and has a template show it. */
@NullMarked
package dev.interlock.server.console.page;

import org.jspecify.annotations.NullMarked;
