/** The authorization server, attacked. */
package dev.interlock.server.oauth;
