/** Tests of the door for enforcement points outside. */
package dev.interlock.server.door.authzen;
