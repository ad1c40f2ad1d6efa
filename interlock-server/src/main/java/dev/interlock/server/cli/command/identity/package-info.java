/** Commands about identities: login, tokens, certificates, agents and their owners. */
@NullMarked
package dev.interlock.server.cli.command.identity;

import org.jspecify.annotations.NullMarked;
