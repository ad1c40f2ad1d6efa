package dev.interlock.engine.command;

import dev.interlock.engine.event.ExternalRequest;
import java.util.Optional;

/**
 * That an enforcement point outside asks for the decision, and will carry out by itself what is permitted.
 *
 * @param by as it is registered
 * @param reportWithinMillis how long it has to report what came of a permitted call; more than zero
 * @param request by which it may ask the same again
 */
public record Asking(String by, long reportWithinMillis, Optional<ExternalRequest.Request> request) {}
