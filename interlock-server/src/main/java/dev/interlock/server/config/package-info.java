/** Settings of the server and who may call: the configuration file, tokens and the registry of agents and people. */
@NullMarked
package dev.interlock.server.config;

import org.jspecify.annotations.NullMarked;
