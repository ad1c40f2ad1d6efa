/** Roles: what people may do at the API, by the groups that they are in. */
@NullMarked
package dev.interlock.server.identity.role;

import org.jspecify.annotations.NullMarked;
