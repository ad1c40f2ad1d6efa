package dev.interlock.engine.model;

import java.math.BigDecimal;

/**
 * How much of a limit is used up on one key once a call counts there: for people who decide whether it should.
 *
 * @param unit the unit of a sum; empty where calls are counted
 * @param total what counts on the key, calls in flight and the call itself included
 * @param most the bound of the rule
 */
public record LimitUse(String rule, Key key, String unit, BigDecimal total, BigDecimal most) {}
