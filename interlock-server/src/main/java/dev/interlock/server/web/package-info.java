/** What the doors over HTTP share: which framing of a request is refused, which hosts and pages are let in, and how long a connection may take. */
@NullMarked
package dev.interlock.server.web;

import org.jspecify.annotations.NullMarked;
