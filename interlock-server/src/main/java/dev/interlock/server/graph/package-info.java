/** The one renderer of pictures: conflicts, tasks and lanes laid out and drawn as SVG, for pages, files and reports. */
@NullMarked
package dev.interlock.server.graph;

import org.jspecify.annotations.NullMarked;
