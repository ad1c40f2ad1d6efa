package dev.interlock.engine.command;

import dev.interlock.engine.event.ExternalRequest;
import java.util.Optional;

/**
 * The request of an enforcement point outside for a decision. The enforcement point itself carries out what is permitted.
 *
 * @param by the enforcement point, as it is registered
 * @param reportWithinMillis the time it has to report the outcome of a permitted call, in milliseconds; more than zero
 * @param request the identity of the question, by which it may be asked again
 */
public record Asking(String by, long reportWithinMillis, Optional<ExternalRequest.Request> request) {}
