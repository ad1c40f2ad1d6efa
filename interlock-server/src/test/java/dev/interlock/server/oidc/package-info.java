@NullMarked
package dev.interlock.server.oidc;

import org.jspecify.annotations.NullMarked;
