/** The registered parties: agents, people, sources, enforcement points, and what proves that somebody is one of them. */
@NullMarked
package dev.interlock.server.identity.registry;

import org.jspecify.annotations.NullMarked;
