/** The REST door on real HTTP, with an API behind it that records what reaches it. */
package dev.interlock.server.door.rest;
