package dev.interlock.engine.policy;

import java.util.SortedMap;

/**
 * A type of business object.
 *
 * @param of the types that an object of this type belongs to, and how many of each
 */
public record ObjectType(String name, SortedMap<String, Cardinality> of) {}
