/** The checks of a call beside the rules: catalogue, relations, intent, budgets, rejections; and what their findings have in common. */
@NullMarked
package dev.interlock.engine.check;

import org.jspecify.annotations.NullMarked;
