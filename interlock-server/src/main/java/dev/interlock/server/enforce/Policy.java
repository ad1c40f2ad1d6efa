package dev.interlock.server.enforce;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.catalog.Catalog;

/** A checked bundle as the gate uses it: what the engine decides by, and how calls are mapped to facts. */
public record Policy(Bundle bundle, Catalog catalog) {}
