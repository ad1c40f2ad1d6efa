package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;

/**
 * A second place that belongs to a diagnostic, such as the one where a name was defined first.
 *
 * @param text what stands there, in a few words, in lower case
 */
public record Label(Place place, String text) {}
