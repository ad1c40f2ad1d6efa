/**
 * Channels: people and systems are told what waits for an answer, and answer back. Signed webhooks out and in, reminders, and callbacks
 * to addresses that others chose.
 */
@NullMarked
package dev.interlock.server.notify.channel;

import org.jspecify.annotations.NullMarked;
