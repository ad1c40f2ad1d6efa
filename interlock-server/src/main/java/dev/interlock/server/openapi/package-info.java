/** Descriptions of REST APIs (OpenAPI 3.0 and 3.1): which operations there are, and which of them a request asks for. */
@NullMarked
package dev.interlock.server.openapi;

import org.jspecify.annotations.NullMarked;
