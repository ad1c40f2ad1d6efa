/** The authorization server: from a proven identity to a token for one task, and what the doors ask of whoever shows one. */
@NullMarked
package dev.interlock.server.oauth;

import org.jspecify.annotations.NullMarked;
