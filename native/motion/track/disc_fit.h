/* Where exactly a disc lies in a map, how much of it is seen, how much is hidden. */
#ifndef AX_MOTION_DISC_FIT_H
#define AX_MOTION_DISC_FIT_H

#include "motion/track/joint_likelihood.h"

/* Fits the disc to its visible part, to a fraction of a pixel. Returns how much of the
 * disc is seen, 0..1: the source of all confidence, motion/track/confidence.h. `at` is
 * untouched where that is 0. */
double ax_disc_fit(const ax_joint_likelihood *likelihood, int joint, double at[2]);

/* The share of the disc at `at` that discs drawn later, or maybe later, cover: 0..1. */
double ax_disc_hidden_share(const ax_joint_likelihood *likelihood, int joint,
                            const double at[2]);

#endif
