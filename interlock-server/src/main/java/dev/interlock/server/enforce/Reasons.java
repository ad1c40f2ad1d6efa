package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * The reasons for which a call may not be carried out, as whoever asked for it is told.
 *
 * @param code of the first reason
 * @param message all of them, in sentences
 * @param each with {@code code}, {@code rule} where there is one, and {@code message}
 */
public record Reasons(String code, String message, ArrayNode each) {}
