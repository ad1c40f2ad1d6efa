/** Plain HTTP towards agents that call REST APIs. */
@NullMarked
package dev.interlock.server.door.rest;

import org.jspecify.annotations.NullMarked;
