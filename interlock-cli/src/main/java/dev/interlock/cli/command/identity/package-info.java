/** Commands about identities: login, tokens, certificates, agents and their owners. */
@NullMarked
package dev.interlock.cli.command.identity;

import org.jspecify.annotations.NullMarked;
