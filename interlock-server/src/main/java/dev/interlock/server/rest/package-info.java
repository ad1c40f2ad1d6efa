/** The door for agents that call REST APIs: each request is an operation of a description, and decided like a tool call. */
@NullMarked
package dev.interlock.server.rest;

import org.jspecify.annotations.NullMarked;
