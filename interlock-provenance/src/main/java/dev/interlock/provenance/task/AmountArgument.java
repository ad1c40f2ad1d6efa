package dev.interlock.provenance.task;

import dev.interlock.engine.model.Amount;

/**
 * The argument that says how much a call is about.
 *
 * @param argument as it was written
 * @param amount as the catalogue reads it
 */
public record AmountArgument(ArgumentValue argument, Amount amount) {}
