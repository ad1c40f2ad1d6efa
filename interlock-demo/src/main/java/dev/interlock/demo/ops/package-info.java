/**
 * The platform of the demo's night shift: services, the releases that they run and their secrets, offered as tools by a process of its own. It
 * does what it is told and leaves who may do what to others.
 */
@NullMarked
package dev.interlock.demo.ops;

import org.jspecify.annotations.NullMarked;
