/** Tests of the door for hooks of coding agents. */
package dev.interlock.server.door.hook;
