/** The description of the API in OpenAPI, whose files are among the resources of this package. */
@NullMarked
package dev.interlock.server.door.api.openapi;

import org.jspecify.annotations.NullMarked;
