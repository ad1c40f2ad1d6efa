/** What the doors over HTTP share: which framing of a request is refused, and how long a connection may take. */
@NullMarked
package dev.interlock.server.web;

import org.jspecify.annotations.NullMarked;
