@NullMarked
package dev.interlock.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
