/** What is issued with leases, and taken back. */
package dev.interlock.server.credential.broker;
