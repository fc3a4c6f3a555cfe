/* Small linear algebra: 4x4 and 3x3 row-major matrices, quaternions (w, x, y, z).
 * Products may be written over an operand. */
#ifndef AX_MOTION_GEOMETRY_H
#define AX_MOTION_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

/* Largest magnitude of a coordinate that is accepted, world units or pixels: squares
 * and products of such coordinates neither overflow nor lose all precision. */
#define AX_MAX_COORDINATE 1e9

/* Whether every value is finite and at most AX_MAX_COORDINATE in magnitude. */
bool ax_is_finite_in_range(const double *values, size_t count);

double ax_dot3(const double a[3], const double b[3]);
double ax_distance3(const double a[3], const double b[3]);
/* Diagonal of the axis-aligned box around points [count, 3]; 1 where it has no
 * extent. */
double ax_box_diagonal(const double *points, int count);

void ax_matrix4_multiply(const double a[16], const double b[16], double out[16]);
/* Inverse of an affine matrix whose 3x3 part is invertible. */
void ax_matrix4_invert(const double m[16], double out[16]);
void ax_matrix4_transform(const double m[16], const double point[3], double out[3]);
/* The 3x3 part with columns of unit length. */
void ax_matrix4_rotation(const double m[16], double out[9]);
/* Translation by `location` after rotation by the unit quaternion q. */
void ax_matrix4_compose(const double location[3], const double q[4], double out[16]);

void ax_matrix3_multiply(const double a[9], const double b[9], double out[9]);
void ax_matrix3_transposed_multiply(const double a[9], const double b[9],
                                    double out[9]);
double ax_matrix3_determinant(const double m[9]);
/* Solves the symmetric positive definite m x = b; false if m is singular. */
bool ax_matrix3_solve(const double m[9], const double b[3], double x[3]);

void ax_quaternion_normalise(double q[4]); /* zero or not finite becomes identity */
void ax_quaternion_multiply(const double a[4], const double b[4], double out[4]);
void ax_quaternion_to_matrix3(const double q[4], double out[9]);
/* m: a rotation matrix. The result has w >= 0. */
void ax_quaternion_from_matrix3(const double m[9], double q[4]);

/* The rotation R that maximises trace(R^T B). With B = sum of weight x to x from^T it
 * rotates the vectors `from` onto `to` in the sense of least squares (Wahba's problem,
 * Davenport's q-method). */
void ax_rotation_fit(const double b[9], double q[4]);
/* The shortest rotation from one direction to another, as a 3x3 matrix. */
void ax_rotation_swing(const double from[3], const double to[3], double out[9]);

#endif
