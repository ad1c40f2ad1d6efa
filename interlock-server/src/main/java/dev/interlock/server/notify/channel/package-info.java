/**
 * Channels: people and systems are told of holds, and answer. Signed webhooks out and in, reminders, and callbacks to
 * addresses that others chose.
 */
@NullMarked
package dev.interlock.server.notify.channel;

import org.jspecify.annotations.NullMarked;
