package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;

/**
 * A second place that belongs to a diagnostic, such as the one where a name was defined first.
 *
 * @param text the role of the place, in a few words, in lower case
 */
public record Label(Place place, String text) {}
