/** The pages about objects: what the record is about. */
@NullMarked
package dev.interlock.server.console.page.thing;

import org.jspecify.annotations.NullMarked;
